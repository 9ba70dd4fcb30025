using System.Collections.Frozen;

namespace Portal.Web.Charts.Maps;

/// <summary>Where the survey's societies are on the map.</summary>
public static class Places
{
    /// <summary>ISO 3166-1 alpha-3 of a shape, by the numeric code that the atlas has.</summary>
    public static FrozenDictionary<string, string> Codes { get; } = Pairs(
        "020 AND 032 ARG 051 ARM 036 AUS 050 BGD 068 BOL 076 BRA 124 CAN 152 CHL 156 CHN 170 COL 196 CYP 203 CZE 276 DEU 218 ECU 818 EGY 231 ETH 826 GBR 300 GRC 320 GTM " +
        "344 HKG 360 IDN 356 IND 364 IRN 368 IRQ 400 JOR 392 JPN 398 KAZ 404 KEN 417 KGZ 410 KOR 422 LBN 434 LBY 446 MAC 504 MAR 462 MDV 484 MEX 104 MMR 496 MNG 458 MYS " +
        "566 NGA 558 NIC 528 NLD 554 NZL 586 PAK 604 PER 608 PHL 630 PRI 642 ROU 643 RUS 702 SGP 688 SRB 703 SVK 764 THA 762 TJK 788 TUN 792 TUR 158 TWN 804 UKR 858 URY " +
        "840 USA 860 UZB 862 VEN 704 VNM 716 ZWE");

    /// <summary>
    /// Societies too small for a shape at 1 : 110 million, or part of another shape, as (longitude, latitude) of a circle. Hong Kong and Macao are drawn apart from each other,
    /// up to 3° from where they are; Northern Ireland belongs to the shape that stands for Great Britain here.
    /// </summary>
    public static FrozenDictionary<string, (double Longitude, double Latitude)> Circles { get; } = new Dictionary<string, (double, double)>
    {
        ["AND"] = (1.5, 42.5),
        ["HKG"] = (115.6, 22.0),
        ["MAC"] = (111.6, 20.6),
        ["MDV"] = (73.5, 4.2),
        ["NIR"] = (-6.7, 54.6),
        ["SGP"] = (103.8, 1.35),
    }.ToFrozenDictionary();

    private static FrozenDictionary<string, string> Pairs(string text) => text.Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
