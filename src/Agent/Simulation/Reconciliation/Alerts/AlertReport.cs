using System.Collections.Immutable;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Reconciliation.Alerts;

/// <summary>The alerts that arrived against the incidents that there were.</summary>
/// <param name="Rows">Incidents that are due or told of, in the order in which they began.</param>
/// <param name="FalseAlarms">In the order of their first messages.</param>
internal sealed record AlertReport(ImmutableArray<IncidentRow> Rows, ImmutableArray<FalseAlarm> FalseAlarms, InboxFigures Figures)
{
    /// <summary>The demonstration fails below it.</summary>
    public const double RecallFloor = 0.9;

    /// <summary>Between the last sign of an incident and the end of the world. What the agent needs beyond that (15 s until a try is taken
    /// for ended, 10 s between two messages of one alert) it has while the world stands still.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static AlertReport Empty { get; } = new([], [], new InboxFigures(0, 0, 0, 0, 0));

    public int Due => Rows.Count(row => row.IsDue);

    /// <summary>Of those that are due.</summary>
    public int Arrived => Rows.Count(row => row is { IsDue: true, HasArrived: true });

    /// <summary>Share of what arrived among what is due; 1 when nothing is.</summary>
    public double Recall => Due == 0 ? 1 : (double)Arrived / Due;

    /// <summary>Nothing is waited for any more.</summary>
    public bool IsComplete => Arrived == Due;

    public bool Holds => Recall >= RecallFloor && FalseAlarms.IsEmpty && Figures is { WrongSignatures: 0, Unreadable: 0, TurnedAway: 0 };

    /// <param name="startedAt">Time of day at the start of the world.</param>
    /// <param name="now">World time to which the world was played.</param>
    public static AlertReport Of(TruthLedger truth, AlertInbox inbox, DateTimeOffset startedAt, TimeSpan now) =>
        Of(truth.Incidents, truth.Evidence, inbox.Messages, inbox.Figures, startedAt, now);

    /// <inheritdoc cref="Of(TruthLedger, AlertInbox, DateTimeOffset, TimeSpan)"/>
    public static AlertReport Of(
        IEnumerable<TrueIncident> incidents, IncidentEvidence evidence, IEnumerable<ReceivedMessage> messages, InboxFigures figures, DateTimeOffset startedAt, TimeSpan now)
    {
        var told = new Dictionary<(string Rule, IncidentSubject Subject), Telling>();
        foreach (var message in messages)
        {
            foreach (var member in message.Members)
            {
                var key = (member.Rule, member.Subject);
                told[key] = told.GetValueOrDefault(key, new Telling(null, 0, member.Summary)).With(message, startedAt);
            }
        }

        ImmutableArray<IncidentRow> rows =
        [
            .. incidents.Select(one => RowOf(one, told.GetValueOrDefault((one.Rule, one.Subject)), now)).Where(row => row.IsDue || row.HasArrived),
        ];
        var known = rows.Select(row => (row.True.Rule, row.True.Subject)).ToHashSet();
        return new AlertReport(
            rows,
            [
                .. told.Where(one => !known.Contains(one.Key) && !evidence.Explains(one.Key.Rule, one.Key.Subject))
                    .Select(one => new FalseAlarm(one.Key.Rule, one.Key.Subject, one.Value.ArrivedAfter ?? TimeSpan.Zero, one.Value.Messages, one.Value.Summary))
                    .OrderBy(alarm => alarm.ArrivedAfter),
            ],
            figures);
    }

    private static IncidentRow RowOf(TrueIncident incident, Telling? told, TimeSpan now) =>
        new(incident, incident.EvidentAt + Grace <= now, told?.ArrivedAfter, told?.Messages ?? 0);

    /// <param name="ArrivedAfter">Of the first message that it fires.</param>
    private sealed record Telling(TimeSpan? ArrivedAfter, int Messages, string Summary)
    {
        public Telling With(ReceivedMessage message, DateTimeOffset startedAt) => this with
        {
            ArrivedAfter = ArrivedAfter ?? (message.IsFiring ? message.At - startedAt : null),
            Messages = Messages + 1,
        };
    }
}
