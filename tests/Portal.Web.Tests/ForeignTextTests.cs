using Portal.Web.Components.Turns;

namespace Portal.Web.Tests;

public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("safe \u202egpj.exe", "safe |[RLO]|gpj.exe")]
    [InlineData("\u2067a\u2069", "[RLI]|a|[PDI]")]
    [InlineData("a\0b\u001b", "a|[U+0000]|b|[U+001B]")]
    [InlineData("one\n\ttwo", "one\n\ttwo")]
    [InlineData("می\u200cخواهم\u200f", "می\u200cخواهم\u200f")]          // the joiners and marks of a script are part of its spelling
    [InlineData("", "")]
    public void Characters_that_would_act_on_the_page_are_named(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', ForeignText.Parts(text).Select(part => part.IsControl ? $"[{part.Text}]" : part.Text)));

    [Fact]
    public void In_a_plain_text_they_are_replaced() => Assert.Equal("a\ufffdb\ufffd", ForeignText.Plain("a\u202eb\u2069"));
}
