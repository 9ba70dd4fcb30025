using Portal.Core.Survey;

namespace Portal.Host.Demo;

/// <summary>Contexts of demonstrations, each followed by several questions that do not see one another.</summary>
/// <param name="Contexts">Token ids of each context.</param>
/// <param name="Demonstrations">Per context, where each demonstration ends, and what it is; empty for invented contexts.</param>
/// <param name="Beliefs">[demonstrations of all contexts, probes], row-major: the teacher's beliefs after each demonstration.</param>
/// <param name="Queries">Contexts x queries, in order.</param>
public sealed record DemoBatch(
    IReadOnlyList<List<int>> Contexts,
    IReadOnlyList<(int Context, int End, int Probe, Side Answer)> Demonstrations,
    float[] Beliefs,
    IReadOnlyList<DemoTarget> Queries);

/// <summary>A question, the side that the document answers, and the probability that it is the first.</summary>
public sealed record DemoTarget(DemoQuery Query, Side Answer, float First);
