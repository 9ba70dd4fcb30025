using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>
/// A survey of two countries and three probes in a folder of its own, for tests that break a file. Q1 and Q2 are in use, Q106a is not; Freedonia (FRE)
/// has no answers to Q2.
/// </summary>
internal sealed class SmallSurvey : IDisposable
{
    public SmallSurvey()
    {
        Write("manifest.json", """{"name":"small","version":"9.8.7"}""");
        Write("countries.csv", """
            iso3,name,language,basis,source
            FRE,Freedonia,en,W_WEIGHT,a
            SYL,Sylvania,,unweighted,e

            """);
        Write("questions.csv", """
            question,probe_id,arora_row,category,in_237,scale_type,n_options,polarity,gist,codes_A,codes_mid,codes_B,codes_excluded,side_A,side_B,note
            Q1,1,0,"Tea, Coffee & Cake",1,importance-4,4,low codes = A,weight of tea,1|2,,3|4,,important,unimportant,
            Q2,2,1,Sleep,1,agreement-3,4,low codes = A,early nights,1,2,3,4,agree,disagree,code 4 left out
            Q3,,,Sleep,0,knowledge-3,3,,no probe asks this,,,,,,,no probe
            Q106,106a,2,Sleep,0,rating-10,2,high codes = A,long naps,2,,1,,agree,disagree,

            """);
        Write("options.csv", """
            question,code,label
            Q1,1,very
            Q1,2,fairly
            Q1,3,little
            Q1,4,none
            Q2,1,agree
            Q2,2,neither
            Q2,3,disagree
            Q2,4,asleep
            Q106,1,against
            Q106,2,in favour

            """);
        Write("wvs7_marginals.csv", """
            country,question,code,share,n
            FRE,Q1,1,0.5,1000
            FRE,Q1,2,0.25,1000
            FRE,Q1,3,0.125,1000
            FRE,Q1,4,0.125,1000
            FRE,Q106,1,0.4,500
            FRE,Q106,2,0.6,500
            SYL,Q1,1,0.1,
            SYL,Q1,4,0.9,
            SYL,Q2,1,0.2,
            SYL,Q2,2,0.3,
            SYL,Q2,3,0.3,
            SYL,Q2,4,0.2,

            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-survey-").FullName;

    public SurveyData Load() => SurveyData.Load(Folder);

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        Write(file, text.Replace(old, with, StringComparison.Ordinal));
    }

    public ProbeSet LoadProbes(params string[] lines)
    {
        Write("en.jsonl", string.Join('\n', lines));
        return ProbeSet.Load(Folder, "en", Load());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
