namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.Add(right.Value);
        public static Tensor operator +(Tensor left, int right) => left.Add(Number.From(right));
        public static Tensor operator +(Tensor left, long right) => left.Add(Number.From(right));
        public static Tensor operator +(Tensor left, float right) => left.Add(Number.From(right));
        public static Tensor operator +(Tensor left, double right) => left.Add(Number.From(right));
        public static Tensor operator +(Scalar left, Tensor right) => right.Add(left.Value);
        public static Tensor operator +(int left, Tensor right) => right.Add(Number.From(left));
        public static Tensor operator +(long left, Tensor right) => right.Add(Number.From(left));
        public static Tensor operator +(float left, Tensor right) => right.Add(Number.From(left));
        public static Tensor operator +(double left, Tensor right) => right.Add(Number.From(left));

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.Sub(right.Value);
        public static Tensor operator -(Tensor left, int right) => left.Sub(Number.From(right));
        public static Tensor operator -(Tensor left, long right) => left.Sub(Number.From(right));
        public static Tensor operator -(Tensor left, float right) => left.Sub(Number.From(right));
        public static Tensor operator -(Tensor left, double right) => left.Sub(Number.From(right));
        public static Tensor operator -(Scalar left, Tensor right) => Sub(left.Value, right);
        public static Tensor operator -(int left, Tensor right) => Sub(Number.From(left), right);
        public static Tensor operator -(long left, Tensor right) => Sub(Number.From(left), right);
        public static Tensor operator -(float left, Tensor right) => Sub(Number.From(left), right);
        public static Tensor operator -(double left, Tensor right) => Sub(Number.From(left), right);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.Mul(right.Value);
        public static Tensor operator *(Tensor left, int right) => left.Mul(Number.From(right));
        public static Tensor operator *(Tensor left, long right) => left.Mul(Number.From(right));
        public static Tensor operator *(Tensor left, float right) => left.Mul(Number.From(right));
        public static Tensor operator *(Tensor left, double right) => left.Mul(Number.From(right));
        public static Tensor operator *(Scalar left, Tensor right) => right.Mul(left.Value);
        public static Tensor operator *(int left, Tensor right) => right.Mul(Number.From(left));
        public static Tensor operator *(long left, Tensor right) => right.Mul(Number.From(left));
        public static Tensor operator *(float left, Tensor right) => right.Mul(Number.From(left));
        public static Tensor operator *(double left, Tensor right) => right.Mul(Number.From(left));

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.Div(right.Value);
        public static Tensor operator /(Tensor left, int right) => left.Div(Number.From(right));
        public static Tensor operator /(Tensor left, long right) => left.Div(Number.From(right));
        public static Tensor operator /(Tensor left, float right) => left.Div(Number.From(right));
        public static Tensor operator /(Tensor left, double right) => left.Div(Number.From(right));
        public static Tensor operator /(Scalar left, Tensor right) => Div(left.Value, right);
        public static Tensor operator /(int left, Tensor right) => Div(Number.From(left), right);
        public static Tensor operator /(long left, Tensor right) => Div(Number.From(left), right);
        public static Tensor operator /(float left, Tensor right) => Div(Number.From(left), right);
        public static Tensor operator /(double left, Tensor right) => Div(Number.From(left), right);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
        public static Tensor operator %(Tensor left, Scalar right) => left.Remainder(right.Value);
        public static Tensor operator %(Tensor left, int right) => left.Remainder(Number.From(right));
        public static Tensor operator %(Tensor left, long right) => left.Remainder(Number.From(right));
        public static Tensor operator %(Tensor left, float right) => left.Remainder(Number.From(right));
        public static Tensor operator %(Tensor left, double right) => left.Remainder(Number.From(right));

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);
        public static Tensor operator ~(Tensor left) => left.bitwise_not();
    }
}
