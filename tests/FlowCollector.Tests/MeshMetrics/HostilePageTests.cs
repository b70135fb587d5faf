using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

/// <summary>Whatever a proxy, or what poses as one, answers: it ends in a count, costs a bounded amount, and the next good page tells all
/// that was missed.</summary>
public sealed class HostilePageTests
{
    [Fact]
    public async Task A_page_that_does_not_end_in_time_is_given_up_and_what_it_held_comes_with_the_next()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            await BeginAsync(context, MeshMetricsSourceTests.Tcp(sent: 150));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });

        await mesh.LookInVainAsync();

        await ExpectAsync(mesh, "timeout", "not complete after 4 s");
    }

    [Fact]
    public async Task A_page_that_never_ends_is_given_up_at_the_limit()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            await BeginAsync(context, MeshMetricsSourceTests.Tcp(sent: 150));
            var block = Encoding.UTF8.GetBytes(new string('x', 50_000));
            while (true)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

        Assert.Empty(await mesh.LookAsync());
        await ExpectAsync(mesh, "too_long", "longer than 65536 bytes");
    }

    [Fact]
    public async Task A_page_that_says_that_it_is_too_long_is_not_read()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            context.Response.ContentLength = 70_000;
            await BeginAsync(context, MeshMetricsSourceTests.Tcp(sent: 150));
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        Assert.Empty(await mesh.LookAsync());

        await ExpectAsync(mesh, "too_long", "longer than 65536 bytes");
    }

    [Fact]
    public async Task A_page_that_breaks_off_changes_nothing()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            await BeginAsync(context, MeshMetricsSourceTests.Tcp(sent: 150));
            context.Abort();
        });

        Assert.Empty(await mesh.LookAsync());
        await ExpectAsync(mesh, "unreachable", "airflow/etl-load-x7k2: ");
    }

    [Fact]
    public async Task What_is_compressed_is_not_unpacked()
    {
        await using var mesh = await StartAsync();
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[20_000_000]);
        }

        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            Assert.Equal("", context.Request.Headers.AcceptEncoding.ToString());
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(bomb.ToArray(), context.RequestAborted);
        });

        Assert.Empty(await mesh.LookAsync());
        await ExpectAsync(mesh, "not_metrics", "it is compressed");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task What_is_no_text_of_metrics_is_not_read(string type)
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            if (type.Length > 0)
            {
                context.Response.Headers.ContentType = type;
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(MeshMetricsSourceTests.Tcp(sent: 150)));
        });

        Assert.Empty(await mesh.LookAsync());
        await ExpectAsync(mesh, "not_metrics", "it is not text/plain");
    }

    [Theory]
    [InlineData(403, "METRICS_LOCALHOST_ACCESS_ONLY")]
    [InlineData(500, "status 500")]
    [InlineData(302, "status 302")]
    public async Task Another_status_is_not_read_and_a_redirect_is_not_followed(int status, string words)
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"http://127.0.0.9:{mesh.Proxies.Port}/";
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(MeshMetricsSourceTests.Tcp(sent: 150));
        });

        Assert.Empty(await mesh.LookAsync());
        Assert.DoesNotContain(mesh.Proxies.Asked, asked => asked.StartsWith("127.0.0.9", StringComparison.Ordinal));
        await ExpectAsync(mesh, "refused", words);
    }

    [Fact]
    public async Task Nobody_there_is_said_once_and_so_is_that_all_is_well_again()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Answer(LookedAtMesh.PodIp, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await mesh.LookAsync();
        await mesh.LookAsync();
        Assert.Single(mesh.Log.Warnings);
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 150));
        await mesh.LookAsync();

        Assert.Equal("All 1 mesh proxies can be read again", mesh.Log.Lines[^1]);
    }

    [Fact]
    public async Task A_page_without_Envoys_part_is_no_restart()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, "istio_agent_cert_expiry_seconds 5\n");
        Assert.Empty(await mesh.LookAsync());
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 101));

        Assert.Equal(1, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_counted_and_the_others_are_used()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, "istio_requests_total{a=\"b} 1\nistio_requests_total{} NaN\n" + MeshMetricsSourceTests.Tcp(sent: 103) + "istio_requests_total{reporter=\"source\"} 5");

        Assert.Equal(3, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
        Assert.Equal(3, mesh.Ledger.Undecodable);
    }

    [Fact]
    public async Task Series_without_end_are_counted_and_cost_no_more_than_the_limit()
    {
        await using var mesh = await StartAsync();
        mesh.Options.ResponseLimitBytes = 16 * 1024 * 1024;
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 101) + string.Concat(Enumerable.Range(0, 1_000).Select(number =>
            $"istio_requests_total{{reporter=\"source\",x=\"{number}\"}} 1\n")));
        await mesh.LookAsync();

        Assert.Equal("baseline 1, series_limit 901", mesh.Counted("mesh_series_passed_over_total"));
        Assert.Equal("100", mesh.Counted("mesh_scrape_series").Trim());
    }

    [Fact]
    public async Task What_the_application_adds_to_the_page_does_not_replace_what_the_proxy_says()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 102) + MeshMetricsSourceTests.Tcp(sent: 1e15));

        Assert.Equal(2, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
        Assert.Equal("baseline 1, repeated 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task What_the_application_says_of_other_pods_is_not_used_and_hides_nothing()
    {
        await using var mesh = await StartAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 102) + MeshMetricsSourceTests.Tcp(sent: 1e15, source: "another-pod"));

        var call = Assert.Single(await mesh.LookAsync());
        Assert.Equal((2, "etl-load-x7k2"), (call.ReceivedBytes, call.Client.PodName));
        Assert.Equal("baseline 1, another_pod 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    /// <summary>A proxy that has been looked at once and stood at 100.</summary>
    private static async Task<LookedAtMesh> StartAsync()
    {
        var mesh = await LookedAtMesh.StartAsync(options => (options.ResponseLimitBytes, options.SeriesLimit) = (64 * 1024, 100));
        mesh.Apply(mesh.Pod());
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 100));
        await mesh.LookAsync();
        return mesh;
    }

    private static async Task BeginAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task ExpectAsync(LookedAtMesh mesh, string outcome, string words)
    {
        Assert.Contains(words, Assert.Single(mesh.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal($"sidecar,ok 1, sidecar,{outcome} 1", mesh.Counted("mesh_scrapes_total"));
        mesh.Proxies.Show(LookedAtMesh.PodIp, MeshMetricsSourceTests.Tcp(sent: 160));
        Assert.Equal(60, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
    }
}
