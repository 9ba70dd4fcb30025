using Portal.Web.Charts;

namespace Portal.Web.Countries;

/// <summary>The files and embeds beside the country pages; the pages themselves are in <c>Components/Pages</c> and read their addresses with the same parsers.</summary>
internal static class CountryPages
{
    public static void MapCountryPages(this IEndpointRouteBuilder app)
    {
        void Map(string page, Func<HttpContext, SurveyFigures, PageView> parse) => app.MapChartRoutes(page, (context, _) =>
        {
            var figures = context.RequestServices.GetRequiredService<SurveyFigures>();
            return Task.FromResult(parse(context, figures).DrawWhole(figures));
        });

        Map("/countries", (context, figures) => CountriesView.Parse(context.Request.Query, figures));
        Map("/countries/{iso3}", (context, figures) => CountryView.Parse(Route(context, "iso3"), figures));
        Map("/compare", (context, figures) => CompareView.Parse(context.Request.Query, figures));
        Map("/questions", (context, figures) => QuestionsView.Parse(context.Request.Query, figures));
        Map("/questions/{id}", (context, figures) => QuestionView.Parse(Route(context, "id"), context.Request.Query, figures));
    }

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
