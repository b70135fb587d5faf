using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Windsock.Agent.Tests.Running;

/// <summary>An Airflow 3 on loopback that knows every try it is asked about: it failed.</summary>
internal sealed class KnowingAirflow : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _tries = new();

    private KnowingAirflow()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public string Address => _application.Urls.First();

    /// <summary>Paths of the tries that were asked about.</summary>
    public IReadOnlyCollection<string> Tries => _tries;

    public static async Task<KnowingAirflow> StartAsync()
    {
        var airflow = new KnowingAirflow();
        await airflow._application.StartAsync();
        return airflow;
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        var answer = path switch
        {
            ["api", "v2", "version"] => new JsonObject { ["version"] = "3.0.1" },
            ["api", "v2", "dags", _, "dagRuns", _, "taskInstances", .., "tries", var number] => TryOf(context, number),
            ["api", "v2", "dags", _, "tasks", _] => new JsonObject { ["owner"] = "data-team" },
            ["api", "v2", "dags", _] => new JsonObject { ["tags"] = new JsonArray(new JsonObject { ["name"] = "finance" }) },
            _ => null,
        };
        context.Response.StatusCode = answer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer?.ToJsonString() ?? "{}");
    }

    private JsonObject TryOf(HttpContext context, string number)
    {
        _tries.Enqueue(context.Request.Path.Value!);
        return new JsonObject { ["state"] = "failed", ["try_number"] = int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) };
    }
}
