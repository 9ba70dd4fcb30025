using Microsoft.Extensions.AI;
using Portal.Core.Survey;
using Portal.Llm.Prompts;

namespace Portal.Llm.Tests;

public sealed class PromptTests
{
    [Fact]
    public void A_zero_shot_prompt_is_the_instruction_and_the_probe() => Assert.Equal(
        """
        Fill in the blank with one of the two options. Answer with the option only.

        Q: I have _ confidence in the government.
        Options: no, complete
        A:
        """,
        new Prompt(Probes.Government, [], Side.Second).Text);

    [Fact]
    public void Demonstrations_stand_before_the_probe_one_per_line_in_their_order() => Assert.Equal(
        """
        Fill in the blank with one of the two options. Answer with the option only.

        I have no confidence in the courts.
        I have no confidence in parliament.
        Politics is important to me.

        Q: I have _ confidence in the government.
        Options: complete, no
        A:
        """,
        new Prompt(Probes.Government, Probes.Demonstrations, Side.First).Text);

    [Fact]
    public void The_chat_is_one_user_message()
    {
        var prompt = new Prompt(Probes.Government, Probes.Demonstrations, Side.First);

        var message = Assert.Single(prompt.Messages);

        Assert.Equal((ChatRole.User, prompt.Text), (message.Role, message.Text));
    }

    [Fact]
    public void Asking_why_goes_on_from_the_answer()
    {
        var prompt = new Prompt(Probes.Government, [], Side.First).Text;

        Assert.Equal(
            [(ChatRole.User, prompt), (ChatRole.Assistant, " no\n"), (ChatRole.User, Prompt.Why)],
            Prompt.AskWhy(prompt, " no\n").Select(message => (message.Role, message.Text)));
    }
}
