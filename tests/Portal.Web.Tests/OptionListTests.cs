using Portal.Web.Components.Asking;

namespace Portal.Web.Tests;

public sealed class OptionListTests
{
    private static readonly OptionList s_probes = new(
    [
        new("Q1", "Family is _ in my life.", "Social Values", ["important · unimportant", "Q1"]),
        new("Q10", "I _ most people.", "Trust", ["trust · distrust", "Q10"]),
        new("Q11", "I have _ confidence in the press.", "Trust", ["full · no", "Q11"]),
        new("Q12", "Religious leaders should _ politics.", "Religious Values", ["lead · leave", "Q12"]),
    ]);

    [Theory]
    [InlineData("", "Q1 Q10 Q11 Q12")]                      // all, in their own order
    [InlineData("PRESS", "Q11")]                            // case does not count
    [InlineData("trust", "Q10 Q11")]                        // an answer, a category
    [InlineData("q1", "Q1 Q10 Q11 Q12")]                    // the number itself comes first
    [InlineData("q12", "Q12")]
    [InlineData("12", "Q12")]                               // the number without its letter
    [InlineData("1", "Q1 Q10 Q11 Q12")]
    [InlineData("social", "Q1")]                            // a word of a category
    [InlineData("life family", "Q1")]                       // every word, in any order
    [InlineData("fidence", "Q11")]                          // inside a word, from three letters on
    [InlineData("ce", "")]
    [InlineData("values", "Q1 Q12")]
    [InlineData("  religious,  politics! ", "Q12")]
    public void Finds_what_every_word_of_the_query_fits(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', s_probes.Search(query).Options.Select(o => o.Value)));

    [Fact]
    public void A_match_in_the_text_comes_before_one_in_the_heading()
    {
        var options = new OptionList([new("A", "Something else", "Religion", []), new("B", "Religion is dear to me", "Values", [])]);
        Assert.Equal(["B", "A"], options.Search("religion").Options.Select(o => o.Value));
    }

    [Theory]
    [InlineData("Religous", "Q12")]
    [InlineData("Q13", "Q1 Q10 Q11")]
    [InlineData("zzzzz", "")]
    public void A_text_that_fits_nothing_has_neighbours(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', s_probes.Near(text).Select(o => o.Value)));

    [Fact]
    public void A_value_is_found_in_any_case() => Assert.Equal("Q10", s_probes.Find("q10")?.Value);
}
