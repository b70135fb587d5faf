using Windsock.Testing;

namespace Windsock.Agent.Tests.Web.Home;

/// <summary>The first page in a real browser: what a strict reader of its text cannot tell.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    /// <summary>When set, pictures of the page are put there for a person to look at.</summary>
    private const string PicturesVariable = "WINDSOCK_PICTURES";

    private ServedHome _home = null!;
    private Chromium _browser = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var path = RealParts.Require("CHROMIUM");
        _home = await ServedHome.StartAsync(Stop);
        _browser = await Chromium.StartAsync(path, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        await (_home?.DisposeAsync() ?? default);
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone_or_a_desk()
    {
        foreach (var hostile in new[] { false, true })
        {
            if (hostile)
            {
                _home.FillWithHostileNames();
            }

            foreach (var width in new[] { 320, 390, 769, 1_280 })
            {
                await _browser.OpenAsync(_home.Address, width, 844, isDark: width == 1_280, Stop);
                await KeepPictureAsync($"home-{(hostile ? "hostile-" : "")}{width}.png");

                Assert.Equal($"{width} {width}", await _browser.EvaluateAsync("document.documentElement.clientWidth + ' ' + document.documentElement.scrollWidth", Stop));
                Assert.Equal("", await _browser.EvaluateAsync(
                    "[...document.body.querySelectorAll('*')].filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 }).map(e => e.outerHTML.slice(0, 200)).join('\\n')", Stop));
            }
        }
    }

    [Fact]
    public async Task The_page_runs_no_script_loads_nothing_and_has_its_style()
    {
        _home.FillWithHostileNames();
        await _browser.OpenAsync(_home.Address, 1_280, 844, isDark: false, Stop);

        Assert.Equal("0", await _browser.EvaluateAsync("document.querySelectorAll('script,img,link,iframe,object,embed,svg,form,[style],[onload],[onerror]').length", Stop));
        Assert.Equal("", await _browser.EvaluateAsync("performance.getEntriesByType('resource').map(entry => entry.name).join()", Stop));
        Assert.Equal("600", await _browser.EvaluateAsync("getComputedStyle(document.querySelector('.figures dd')).fontWeight", Stop));
    }

    [Fact]
    public async Task Light_and_dark_follow_the_reader_and_every_text_has_contrast()
    {
        await _browser.OpenAsync(_home.Address, 390, 844, isDark: false, Stop);
        Assert.Equal("rgb(255, 255, 255)", await BackgroundAsync());
        Assert.Equal("", await PaleTextsAsync());

        await _browser.OpenAsync(_home.Address, 390, 844, isDark: true, Stop);
        await KeepPictureAsync("home-dark-390.png");
        Assert.Equal("rgb(20, 23, 27)", await BackgroundAsync());
        Assert.Equal("", await PaleTextsAsync());
    }

    private Task<string> BackgroundAsync() => _browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor", Stop);

    /// <summary>Texts with less contrast than WCAG 2.1 asks for (1.4.3, level AA: 4.5 to 1), each with its ratio.</summary>
    private Task<string> PaleTextsAsync() => _browser.EvaluateAsync(
        """
        (() => {
            const channels = colour => colour.match(/[\d.]+/g).map(Number);
            const luminance = colour => { const [r, g, b] = channels(colour).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
            const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (channels(c)[3] !== 0) return c } return 'rgb(255, 255, 255)' };
            const ratio = e => { const [a, b] = [luminance(getComputedStyle(e).color), luminance(ground(e))]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
            return [...document.body.querySelectorAll('*')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).filter(e => ratio(e) < 4.5).map(e => ratio(e).toFixed(2) + ' ' + e.outerHTML.slice(0, 80)).join('\n');
        })()
        """, Stop);

    private async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), await _browser.PictureAsync(Stop), Stop);
        }
    }
}
