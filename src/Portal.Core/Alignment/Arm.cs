namespace Portal.Core.Alignment;

/// <summary>The two conditions whose response distributions are compared (thesis, section 8.4.4).</summary>
public enum Arm
{
    /// <summary>The probe alone.</summary>
    ZeroShot,

    /// <summary>The probe after demonstrations from the country.</summary>
    Aligned,
}
