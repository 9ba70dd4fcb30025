using BenchmarkDotNet.Attributes;
using Portal.Core.Survey;

namespace Portal.Bench;

/// <summary>Reading and checking the survey figures.</summary>
[MemoryDiagnoser]
public class SurveyLoading
{
    private string _folder = "";

    [GlobalSetup]
    public void Find() => _folder = ProjectData.SurveyFolder;

    [Benchmark]
    public SurveyData Load() => SurveyData.Load(_folder);
}
