using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Configuration;
using Windsock.Agent.Identities;

namespace Windsock.Agent.Web;

/// <summary>The body of <c>/api/v1/identities</c>.</summary>
internal sealed class IdentityPage(IDagIdentities identities, TimeProvider time)
{
    public const int DefaultLimit = 200;
    public const int MaxLimit = 5_000;

    private const int MaxLength = 1_024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string Numbers = string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {MaxLimit}");

    /// <summary>Names and meanings, for the reference page.</summary>
    public static ImmutableArray<(string Name, string Allowed, string Meaning)> All { get; } =
    [
        ("namespace", "text", "Kubernetes namespace of the tasks' pods."),
        ("dag", "text", "DAG id."),
        ("limit", Numbers, string.Create(CultureInfo.InvariantCulture, $"Rows in the answer, at most; {DefaultLimit} when not given.")),
    ];

    public async Task ServeAsync(HttpContext context)
    {
        var mistakes = Read(context.Request.Query, out var space, out var dag, out var limit);
        if (mistakes.Count > 0)
        {
            await WebGuard.WriteAsync(
                context, StatusCodes.Status400BadRequest, string.Join("; ", mistakes), $"parameters: {string.Join(", ", All.Select(parameter => parameter.Name))}");
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        IdentityList list;
        try
        {
            list = IdentityDocuments.Of(await identities.ReadAsync(space, dag, both.Token), limit);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await WebGuard.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "no answer: the agent is stopping, or behind with its flows", "try again; /api/v1/status shows its queues");
            return;
        }

        await WebAnswer.WriteAsync(context, StatusCodes.Status200OK, list, IdentityJson.Readable.IdentityList);
    }

    private static List<string> Read(IQueryCollection query, out string? space, out string? dag, out int limit)
    {
        var mistakes = new List<string>();
        (space, dag, limit) = (null, null, DefaultLimit);
        var names = All.Select(parameter => parameter.Name).ToArray();
        foreach (var (name, values) in query)
        {
            var text = values.ToString();
            switch (name)
            {
                case "namespace" or "dag" when values.Count != 1 || text.Length is 0 or > MaxLength:
                    mistakes.Add(values.Count != 1 ? $"{name} is given more than once" : string.Create(CultureInfo.InvariantCulture, $"{name} has {text.Length} letters; 1 to {MaxLength} are allowed"));
                    break;
                case "namespace":
                    space = text;
                    break;
                case "dag":
                    dag = text;
                    break;
                case "limit" when values.Count == 1 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit:
                    limit = number;
                    break;
                case "limit":
                    mistakes.Add($"limit: {ScalarBinding.Quote(text)} is not {Numbers}");
                    break;
                default:
                    mistakes.Add($"{ScalarBinding.Quote(name)} is no parameter{NearMiss.Hint(name, names)}");
                    break;
            }
        }

        return mistakes;
    }
}
