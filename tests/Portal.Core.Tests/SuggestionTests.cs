using FsCheck;
using FsCheck.Fluent;

namespace Portal.Core.Tests;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("PKA", "PAK", 1)]
    [InlineData("CA", "ABC", 3)]               // the restricted form: 2 if a swapped pair could be edited again
    public void Distance_counts_edits_and_swaps(string left, string right, int expected) => Assert.Equal(expected, Suggestion.Distance(left, right));

    [Fact]
    public void Distance_is_symmetric_and_lies_between_the_difference_in_length_and_the_longer_length() =>
        Prop.ForAll(Texts.Short, Texts.Short, (left, right) =>
        {
            var distance = Suggestion.Distance(left, right);
            return distance == Suggestion.Distance(right, left)
                && distance >= Math.Abs(left.Length - right.Length)
                && distance <= Math.Max(left.Length, right.Length)
                && (distance == 0) == (left == right);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_swap_of_neighbours_is_one_step() =>
        Prop.ForAll(Texts.Short, text =>
        {
            for (var i = 0; i + 1 < text.Length; i++)
            {
                var swapped = text[..i] + text[i + 1] + text[i] + text[(i + 2)..];
                if (Suggestion.Distance(text, swapped) != (swapped == text ? 0 : 1)) { return false; }
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("alpha", "Alpha")]             // equal but for case
    [InlineData("bet", "beta beta, alpha bet")] // a word begins like it
    [InlineData("gamam", "gamma")]
    [InlineData("zz", "")]
    [InlineData("al", "")]                     // too short to be the beginning of a word
    public void Only_the_nearest_are_suggested(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Suggestion.For(text, ["Alpha", "beta beta", "gamma", "alpha bet"])));

    [Fact]
    public void At_most_three_are_suggested_in_their_order() =>
        Assert.Equal("; did you mean Q20, Q26 or Q60?", Suggestion.Question(Suggestion.For("Q260", ["Q2", "Q20", "Q26", "Q60", "Q261"])));

    [Fact]
    public void Nothing_near_asks_nothing() => Assert.Equal("", Suggestion.Question(Suggestion.For("religion", ["Q1", "Q2"])));
}
