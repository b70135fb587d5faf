using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Web;
using Windsock.Agent.Web.Home;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Web.Home;

public sealed class HomePageTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private ServedHome _home = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = await ServedHome.StartAsync(Stop);
        _client.BaseAddress = _home.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _home.DisposeAsync();
    }

    [Fact]
    public async Task The_page_tells_how_things_are() => Golden.Matches("Web/Golden/home.html", await PageAsync());

    [Fact]
    public async Task A_node_where_nothing_happens_yet_is_said_to_be_so()
    {
        _home.Stories.Stories = [SomeStories.Running];
        _home.Flows.Dags = [];
        _home.Alerts = KeptAlerts.None();
        _home.Status.Status = FixedStatus.Healthy with
        {
            Sources = [new SourceStatus("hubble", false, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
            Attribution = [],
            Cluster = new ClusterStatus(ClusterViewState.Syncing, "node", 0, 0, 0, ""),
        };

        var page = await PageAsync();

        Assert.Contains("No alert fires.", page, StringComparison.Ordinal);
        Assert.Contains("No try has failed on this node lately.", page, StringComparison.Ordinal);
        Assert.Contains("No flow of a task was seen yet.", page, StringComparison.Ordinal);
        Assert.Contains("not connected yet", page, StringComparison.Ordinal);
        Assert.Contains("not ready", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_may_load_nothing_but_the_style_of_the_page()
    {
        using var response = await _client.GetAsync("/", Stop);
        var page = await response.Content.ReadAsStringAsync(Stop);
        var style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Names_from_the_network_are_text_whatever_they_hold()
    {
        _home.FillWithHostileNames();

        var page = Parse(await PageAsync());

        string[] known = ["html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "h1", "h2", "small", "p", "a", "span", "dl", "div", "dt", "dd", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"];
        string[] attributes = ["lang", "charset", "name", "content", "class", "href", "scope", "data-label", "aria-label"];
        foreach (XmlElement element in page.GetElementsByTagName("*"))
        {
            Assert.Contains(element.Name, known);
            Assert.All(element.Attributes.Cast<XmlAttribute>(), attribute => Assert.Contains(attribute.Name, attributes));
            Assert.StartsWith("/", element.HasAttribute("href") ? element.GetAttribute("href") : "/", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_is_bounded_however_much_there_is()
    {
        _home.FillWithHostileNames();

        var html = await PageAsync();
        var page = Parse(html);

        Assert.Equal(HomePage.MaxDags + 20, page.SelectNodes("//tbody/tr")!.Count);
        Assert.Equal(HomePage.MaxAlerts + HomePage.MaxTries, page.SelectNodes("//li")!.Count);
        Assert.InRange(html.Length, 1, 200_000);
        Assert.Contains("And 40 more alerts", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worst_alert_comes_first()
    {
        _home.Alerts = SomeAlerts.List(SomeAlerts.Hostile, SomeAlerts.Denied, SomeAlerts.Exfiltration);

        Assert.Equal(["critical", "warning", "info"], Parse(await PageAsync()).SelectNodes("//li[@class!='']")!.Cast<XmlElement>().Select(item => item.GetAttribute("class")));
    }

    [Fact]
    public async Task An_agent_that_is_stopping_still_shows_what_it_knows()
    {
        (_home.Stories.IsStopping, _home.Flows.IsStopping) = (true, true);

        var page = await PageAsync();

        Assert.Equal(2, Regex.Count(page, "No answer: the agent is behind with its flows, or stopping."));
        Assert.Contains("egress_denied", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_behind_is_not_waited_for()
    {
        _home.Flows.IsBusy = true;
        var asked = PageAsync();

        // The time moves on until the page has come: whether its question was on its way before does not matter.
        await Eventually.HoldsAsync(
            () =>
            {
                _home.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(asked.IsCompleted);
            },
            TimeSpan.FromSeconds(60),
            "the page comes");

        Assert.Contains("No answer: the agent is behind with its flows", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_the_headers_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");
        using var response = await _client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData(999_999, 1, "99.99 %")]
    [InlineData(1, 0, "100 %")]
    [InlineData(1, 999_999, "0 %")]
    [InlineData(0, 0, "-")]
    public void Complete_is_only_what_misses_nothing(long decoded, long lost, string share) =>
        Assert.Equal(share, Completeness.Of([new SourceStatus("hubble", true, decoded, decoded, 0, 0, lost, 0, 0, 1, 1)]));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(33_600, "33,600")]
    [InlineData(9_999_999, "9,999,999")]
    [InlineData(12_345_678, "12.3M")]
    [InlineData(4_200_000_000, "4.2G")]
    [InlineData(long.MaxValue, "9.2E")]
    public void Large_numbers_are_short(long number, string text) => Assert.Equal(text, Figures.Count(number));

    private Task<string> PageAsync() => _client.GetStringAsync("/", Stop);

    /// <summary>The page closes all its elements but meta, so that a strict reader can take it.</summary>
    private static XmlDocument Parse(string html)
    {
        var page = new XmlDocument { XmlResolver = null };
        page.LoadXml(Regex.Replace(html["<!doctype html>".Length..], "(<meta [^>]*)>", "$1/>"));
        return page;
    }
}
