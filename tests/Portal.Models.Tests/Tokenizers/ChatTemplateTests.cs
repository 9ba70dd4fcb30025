using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Portal.Models.Tokenizers;

namespace Portal.Models.Tests.Tokenizers;

/// <summary>Rendering equals Jinja2; how the expected texts were made stands in the README of the fixtures.</summary>
public sealed class ChatTemplateTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "golden", "chat-templates");
    private static readonly JsonElement Cases = Json("cases.json");
    private static readonly ChatTurn[] Question = [new("user", "Religion is _ to me.")];

    public static TheoryData<string> Templates => [.. Cases.GetProperty("tokens").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_conversation_is_written_or_refused_as_by_the_reference(string name)
    {
        var tokens = Cases.GetProperty("tokens").GetProperty(name);
        var template = ChatTemplate.Parse(File.ReadAllText(Path.Combine(Fixtures, "templates", name + ".jinja")), name, new FixedClock());
        var cases = Cases.GetProperty("cases").EnumerateArray().Where(example => example.GetProperty("template").GetString() == name).ToList();
        Assert.Equal(16, cases.Count);
        Assert.All(cases, example =>
        {
            string Render() => template.Render(
                Turns(example.GetProperty("conversation").GetString()!), example.GetProperty("add_generation_prompt").GetBoolean(),
                tokens.GetProperty("bos").GetString(), tokens.GetProperty("eos").GetString());
            if (example.TryGetProperty("expected", out var expected)) { Assert.Equal(expected.GetString(), Render()); }
            else
            {
                var error = Assert.Throws<ChatTemplateException>(Render);
                Assert.EndsWith(example.GetProperty("refused").GetString() ?? "", error.Message, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void The_language_behaves_as_in_the_reference()
    {
        var examples = Json("language.json").EnumerateArray().ToList();
        Assert.Equal(189, examples.Count);
        Assert.All(examples, example =>
        {
            var source = example.GetProperty("template").GetString()!;
            var expected = example.TryGetProperty("expected", out var text) ? text.GetString() : "an error";
            Assert.Equal((source, expected), (source, RenderOrFail(source)));
        });
    }

    [Theory]
    [InlineData("{% if x %}\n  {{ y.z }}\n{% endif %}{{ x.y.z }}", 3, 17, "'x' is undefined")]
    [InlineData("a\n\n  {{ 'a' + 1 }}", 3, 10, "'+' does not join str and int")]
    [InlineData("a\r\nb {{ 1 2 }}", 2, 8, "unexpected '2'")]
    [InlineData("{% for m in messages %}\n{{ raise_exception('No ' ~ m.role) }}{% endfor %}", 2, 19, "No user")]
    [InlineData("{% if 1 %}\n{% for x in [] %}", 2, 4, "'for' is never closed; expected else or endfor")]
    [InlineData("x {{ 1 if", 1, 3, "'{{' is never closed")]
    [InlineData("{{ 'a\n' }}{{ \"b }}", 2, 8, "a string is never closed")]
    [InlineData("{{ 1 < 2 <\n'a' }}", 1, 10, "'<' does not compare int with str")]
    [InlineData("{{ 'a'|trim|shout }}", 1, 13, "no filter 'shout'; known are abs")]
    [InlineData("{{ 1 is rare }}", 1, 9, "no test 'rare'; known are")]
    [InlineData("{% include 'x' %}", 1, 4, "'include' is no block that stands here; supported are if")]
    public void An_error_names_template_line_and_column(string source, int line, int column, string message)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source, "a/chat_template.jinja").Render(Question, addGenerationPrompt: true));

        Assert.StartsWith($"a/chat_template.jinja, line {line}, column {column}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    public static TheoryData<string, string> HostileTemplates => new()
    {
        { "{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}", "too much work" },
        { "{% for a in range(100000) %}twenty characters...{% endfor %}", "longer than 1048576" },
        { "{% set ns = namespace(s='x') %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "longer than 1048576" },
        { "{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}", "longer than 1048576" },
        { "{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}", "longer than 1048576" },
        { "{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s|tojson }}", "longer than 1048576" },
        {
            "{% set ns = namespace(s=[1], t=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}"
            + "{{ ns.s == ns.t }}",
            "too much work"
        },
        { "{% set ns = namespace(s=[1]) %}{% for a in range(1000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}", "nested deeper" },
        { "{% set ns = namespace() %}{% set ns.s = ns %}{{ ns }}", "nested deeper" },
        { "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested deeper" },
        { "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(50) }}", "too much work" },
        { "{{ range(9223372036854775807)|length }}", "longer than 1048576" },
        { "{{ range(-9223372036854775807, 9223372036854775807)|length }}", "longer than 1048576" },
        { "{{ 'x' * 9223372036854775807 }}", "longer than 1048576" },
        { "{{ ('a' * 100000).replace('a', 'b' * 100000) }}", "longer than 1048576" },
        { "{{ range(100000)|join('x' * 1000000) }}", "longer than 1048576" },
        { "{{ ('a' * 250000 + 'b') in ('a' * 1000000) }}", "too much work" },
        { "{{ ('a' * 1000000).split('a' * 200000 + 'ba') }}", "too much work" },
        { "{% set t = 'a' * 1000000 %}{% for i in range(100000) %}{% set u = t.upper() %}{% endfor %}", "too much work" },
        { "{% set t = 'a' * 1000000 %}{% for i in range(100000) %}{% set u = t|length %}{% endfor %}", "too much work" },
        { "{{ [[1]]|tojson(indent=1000000000) }}", "indent must be 0..16" },
        { "{{ 9223372036854775807 + 1 }}", "leaves the range of 64 bits" },
        { "{{ (-9223372036854775807 - 1) // -1 }}", "leaves the range of 64 bits" },
        { "{{ -(-9223372036854775807 - 1) }}", "leaves the range of 64 bits" },
        { "{{ 99999999999999999999 }}", "too large" },
        { Repeat("(", "1", ")"), "nested deeper" },
        { Repeat("[", "1", "]"), "nested deeper" },
        { Repeat("not ", "1", ""), "nested deeper" },
        { Repeat("- ", "1", ""), "nested deeper" },
        { Repeat("1 if 0 else ", "1", ""), "nested deeper" },
        { Repeat("1 + ", "1", ""), "nested deeper" },
        { Repeat("", "1", "|string"), "nested deeper" },
        { Repeat("", "messages", ".a"), "nested deeper" },
        { string.Concat(Enumerable.Repeat("{% if 1 %}", 50_000)), "nested deeper" },
        { new string('x', (1 << 20) + 1), "the template has 1048577 characters" },
    };

    [Theory]
    [MemberData(nameof(HostileTemplates))]
    public void A_hostile_template_ends_in_an_error(string source, string message)
    {
        var error = Assert.Throws<ChatTemplateException>(() => ChatTemplate.Parse(source, "hostile").Render(Question, addGenerationPrompt: true));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messages", "GetType")]
    [InlineData("messages", "Count")]
    [InlineData("messages[0]", "Comparer")]
    [InlineData("'text'", "Length")]
    [InlineData("'text'", "__class__")]
    [InlineData("range", "Method")]
    [InlineData("raise_exception", "Target")]
    [InlineData("namespace(a=1)", "Attributes")]
    [InlineData("1", "MaxValue")]
    public void No_member_of_NET_is_in_reach(string value, string member) =>
        Assert.Equal("False False", Render($"{{{{ {value}.{member} is defined }}}} {{{{ {value}['{member}'] is defined }}}}"));

    [Fact]
    public void The_longest_conversations_stay_within_the_bounds()
    {
        var template = ChatTemplate.Parse(File.ReadAllText(Path.Combine(Fixtures, "templates", "mistral-v3.jinja")), "mistral-v3");
        var turns = Enumerable.Range(0, 1001).Select(i => new ChatTurn(i % 2 == 0 ? "user" : "assistant", new string('x', 1000))).ToList();

        var text = template.Render(turns, addGenerationPrompt: true, "<s>", "</s>");

        Assert.Equal((1001 * 1000) + (501 * "[INST] [/INST]".Length) + (500 * " </s>".Length) + "<s>".Length, text.Length);
    }

    [Fact]
    public void What_people_write_is_never_read_as_template()
    {
        var template = ChatTemplate.Parse("{% for m in messages %}{{ m.content }}{% endfor %}", "echo");
        var fragment = Gen.Elements("{{", "}}", "{%", "%}", "{#", "#}", "-", " ", "\n", "\r\n", "raw", "1 + 1", "'", "\\n", "é", "한", "😀", "\ud83d", "\0");
        Prop.ForAll(Arb.From(fragment.ArrayOf().Select(string.Concat).ArrayOf()), contents =>
            template.Render([.. contents.Select(content => new ChatTurn("user", content))], addGenerationPrompt: false) == string.Concat(contents))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Two_threads_share_a_template_without_disturbing_each_other()
    {
        using var firstIsInside = new ManualResetEventSlim();
        using var secondIsInside = new ManualResetEventSlim();
        using var firstIsDone = new ManualResetEventSlim();
        var clock = new CallingClock(call =>
        {
            (call == 1 ? firstIsInside : secondIsInside).Set();
            (call == 1 ? secondIsInside : firstIsDone).Wait();
        });
        var template = ChatTemplate.Parse("{% set n = messages|length %}{{ n }} {{ strftime_now('%Y') }} {{ n }}", "test", clock);

        var first = Task.Run(() => template.Render(Question, addGenerationPrompt: false));
        firstIsInside.Wait();
        var second = Task.Run(() => template.Render([], addGenerationPrompt: false));
        var firstText = await first;
        firstIsDone.Set();

        Assert.Equal(("1 2026 1", "0 2026 0"), (firstText, await second));
    }

    private static string RenderOrFail(string source)
    {
        try
        {
            return Render(source);
        }
        catch (ChatTemplateException)
        {
            return "an error";
        }
    }

    private static string Render(string source) =>
        ChatTemplate.Parse(source, "test", new FixedClock()).Render(Turns("several turns"), addGenerationPrompt: true, "<s>", "</s>");

    private static string Repeat(string before, string middle, string after) =>
        "{{ " + string.Concat(Enumerable.Repeat(before, 50_000)) + middle + string.Concat(Enumerable.Repeat(after, 50_000)) + " }}";

    private static List<ChatTurn> Turns(string conversation) =>
        [.. Cases.GetProperty("conversations").GetProperty(conversation).EnumerateArray()
            .Select(turn => new ChatTurn(turn.GetProperty("role").GetString()!, turn.GetProperty("content").GetString()!))];

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures, file))).RootElement;

    /// <summary>The moment at which the reference texts were made.</summary>
    private class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 7, 4, 15, 5, 9, TimeSpan.Zero);
    }

    /// <summary>Does something when it is asked for the first time, the second time, and so on.</summary>
    private sealed class CallingClock(Action<int> onCall) : FixedClock
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow()
        {
            onCall(Interlocked.Increment(ref _calls));
            return base.GetUtcNow();
        }
    }
}
