using Portal.Core;
using Portal.Core.Survey;
using Portal.Host.Demo;

namespace Portal.Host.Tests;

public sealed class SocietyTeacherTests : IDisposable
{
    private const int Societies = 400;
    private static readonly string[] _ids = ["Q164", "Q165", "Q171", "Q6", "Q57"];
    private readonly SocietyTeacher _teacher = new(LatentFactorModel.Fit(
        [.. ProjectData.Survey.Countries.Where(country => country.Language is null).Select(country => ProjectData.Survey.Profile(country.Iso3, _ids))], 2, 1), Societies, new SeededRandom(1));

    [Fact]
    public void Beliefs_weigh_each_society_by_the_answers_it_shares()
    {
        (int Probe, Side Answer)[] answers = [(3, Side.Second), (0, Side.First), (4, Side.First)];
        using var beliefs = _teacher.Beliefs([[(1, Side.First)], answers]);
        Assert.Equal([4L, _ids.Length], beliefs.shape);                 // one row for the one answer, three for the three
        var given = beliefs.data<float>().ToArray();
        for (var known = 1; known <= answers.Length; known++)
        {
            for (var probe = 0; probe < _ids.Length; probe++)
            {
                var (first, all) = (2.0 * _teacher.Prior[probe], 2.0);
                for (var society = 0; society < Societies; society++)
                {
                    var weight = answers.Take(known).Aggregate(1.0, (w, answer) => _teacher.Majority(society, answer.Probe) == answer.Answer ? w : w / 100);
                    all += weight;
                    first += _teacher.Majority(society, probe) == Side.First ? weight : 0;
                }
                Assert.Equal(first / all, given[(known * _ids.Length) + probe], 1e-5);      // float32 sums over 400 societies
            }
        }
    }

    [Fact]
    public void An_answer_moves_the_belief_about_its_own_probe_most_of_the_way()
    {
        using var beliefs = _teacher.Beliefs([[(3, Side.First)], [(3, Side.Second)]]);
        var given = beliefs.data<float>().ToArray();
        Assert.InRange(_teacher.Prior[3], 0.05, 0.95);
        Assert.InRange(given[3], 0.9, 1);
        Assert.InRange(given[_ids.Length + 3], 0, 0.1);
    }

    public void Dispose() => _teacher.Dispose();
}
