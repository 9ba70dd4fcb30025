using Portal.Web.Components.Asking;

namespace Portal.Web.Tests;

public sealed class ChoicesTests
{
    private static readonly ChoiceDefaults s_defaults = new("demo", "en", "chrf", "5", "10", "1.0");

    [Theory]
    [InlineData("")]
    [InlineData("?country=DEU&probe=Q6")]
    [InlineData("?model=lab%2Fllama&country=PAK&probe=Q28&strategy=random-category&k=3&samples=50&temperature=0.6&seed=4711&turns=aaaaaaaaaaaa~bbbbbbbbbbbb")]
    [InlineData("?country=IRN&question=%D9%85%D8%B0%DB%81%D8%A8%20_%20%26%20%3D&first=%D8%A7&second=%2B1")]
    [InlineData("?question=")]
    [InlineData("?k=-1&samples=many")]
    public void An_address_is_its_choices_and_the_choices_are_the_address(string query) =>
        Assert.Equal(query, Choices.Read(new Uri("http://localhost/" + query)).ToAddress(s_defaults));

    [Fact]
    public void Defaults_are_left_out_and_so_is_the_probe_beside_a_question_of_ones_own() => Assert.Equal(
        "?country=DEU&question=We%20_%20rain.&turns=a",
        new Choices
        {
            Model = "demo",
            Country = "DEU",
            Language = "en",
            Probe = "Q6",
            Question = "We _ rain.",
            Strategy = "chrf",
            K = "5",
            Samples = "10",
            Temperature = "1.0",
            Turns = ["a"],
        }.ToAddress(s_defaults));

    [Theory]
    [InlineData("?temperature=1")]
    [InlineData("?temperature=1.00&k=05&samples=10&strategy=CHRF&language=EN")]
    public void A_default_in_another_spelling_is_left_out_too(string query) => Assert.Equal("", Choices.Read(new Uri("http://localhost/" + query)).ToAddress(s_defaults));

    [Fact]
    public void Unknown_parameters_and_repeated_turns_do_no_harm() => Assert.Equal(
        "?country=DEU&turns=a~b",
        Choices.Read(new Uri("http://localhost/?country=PAK&country=DEU&utm=x&turns=a~b~~a")).ToAddress(s_defaults));

    [Fact]
    public void What_is_no_number_is_named_by_field_and_not_guessed()
    {
        var (request, problems) = new Choices { Country = "DEU", Probe = "Q6", K = "five", Samples = "1e3", Temperature = "NaN", Seed = "-5" }.ToRequest();

        Assert.Equal(["demonstrations", "samples", "temperature"], problems.Keys.Order());
        Assert.Equal((null, null, null, -5L), (request.Demonstrations, request.Samples, request.Temperature, request.Seed));
        Assert.Equal("“1e3” is not a whole number; give 1 to 100", problems["samples"]);
        Assert.Equal("“NaN” is not a number; give 0 to 2, such as 0.7", problems["temperature"]);
    }

    [Fact]
    public void A_number_out_of_range_is_left_to_who_knows_the_range()
    {
        var (request, problems) = new Choices { Country = "DEU", Probe = "Q6", Samples = "-4" }.ToRequest();

        Assert.Empty(problems);
        Assert.Equal(-4, request.Samples);
    }

    [Fact]
    public void Country_and_question_are_asked_for() => Assert.Equal(["country", "probe"], new Choices().ToRequest().Problems.Keys.Order());
}
