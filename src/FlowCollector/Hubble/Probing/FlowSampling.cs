using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.FlowCollector.Hubble.Probing;

/// <summary>Collects a <see cref="FlowSample"/>. Single-threaded.</summary>
internal sealed class FlowSampling
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _length;
    private readonly long _began;
    private readonly HubbleDecoder _decoder = new();
    private readonly ImmutableArray<Flow>.Builder _flows = ImmutableArray.CreateBuilder<Flow>();
    private ImmutableDictionary<LossReason, long> _lost = ImmutableDictionary<LossReason, long>.Empty;
    private TimeSpan? _lag;
    private long _undecodable;
    private Flow _flow = new();

    /// <param name="length">Of the look. What comes in its first half may be old.</param>
    public FlowSampling(TimeSpan length, TimeProvider time)
    {
        (_length, _time) = (length, time);
        _began = time.GetTimestamp();
    }

    public bool IsFull => _flows.Count >= HubbleProbe.MaxFlows;

    public FlowSample Result => new(_flows.ToImmutable(), _lost, _lag, _undecodable);

    public void Take(ReadOnlySpan<byte> message)
    {
        switch (_decoder.Decode(message, ref _flow, out var notice))
        {
            case HubbleMessage.Flow:
                _flows.Add(_flow);
                MeasureLag();
                break;
            case HubbleMessage.LostEvents when notice is LostEventsNotice lost:
                var reason = (LossReason)Math.Min(lost.Source, byte.MaxValue);
                _lost = _lost.SetItem(reason, _lost.GetValueOrDefault(reason) + (long)Math.Min(lost.Count, int.MaxValue));
                break;
            case HubbleMessage.NodeStatus:
                break;
            default:
                _undecodable++;
                break;
        }
    }

    private void MeasureLag()
    {
        if (_flow.Time.IsMissing || _time.GetElapsedTime(_began) < _length / 2)
        {
            return;
        }

        var lag = Instant.FromDateTimeOffset(_time.GetUtcNow()).Since(_flow.Time);
        _lag = _lag is { } least && least <= lag ? least : lag;
    }
}
