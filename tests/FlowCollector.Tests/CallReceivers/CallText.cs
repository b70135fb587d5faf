using System.Globalization;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.CallReceivers;

/// <summary>A call as text, every property of it: two calls are the same when their texts are.</summary>
internal static class CallText
{
    public static string Of(Call call) => string.Join('\n', typeof(Call).GetProperties().Select(property => $"{property.Name}: {Of(property.GetValue(call))}"));

    private static string Of(object? value) => value switch
    {
        null => "null",
        Endpoint end => $"{end.Namespace}/{end.PodName} {end.IsReporter} [{string.Join(' ', end.Labels)}] [{string.Join(' ', end.Annotations)}] [{string.Join(' ', end.Workloads)}]",
        FlowId id => id.ToHex(),
        Instant time => time.UnixNanoseconds.ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
