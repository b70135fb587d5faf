using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>How requests and questions ended. Counted by whoever asks, read by scrapes.</summary>
internal sealed class AirflowApiCounts
{
    private readonly Counter[] _requests = [.. Enum.GetValues<RequestOutcome>().Select(_ => new Counter())];
    private readonly Counter[] _tries = [.. Enum.GetValues<TryOutcome>().Select(_ => new Counter())];

    public void Count(RequestOutcome outcome) => _requests[(int)outcome].Add();

    public void Count(TryOutcome outcome) => _tries[(int)outcome].Add();

    public long Of(RequestOutcome outcome) => _requests[(int)outcome].Value;

    public long Of(TryOutcome outcome) => _tries[(int)outcome].Value;
}
