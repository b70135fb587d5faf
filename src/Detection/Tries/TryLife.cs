using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries;

/// <summary>Where a try is in its life.</summary>
internal sealed class TryLife
{
    /// <summary>The open or the kept ones it is among.</summary>
    public LinkedListNode<Ledgers.TryLedger>? Place { get; set; }

    /// <summary>When something of it was last heard, by the agent's clock.</summary>
    public Instant TouchedAt { get; set; }

    /// <summary>It has ended: its result stands, as far as anything is known.</summary>
    public bool IsClosed { get; set; }

    /// <summary>By the agent's clock.</summary>
    public Instant ClosedAt { get; set; }

    public TryResult Result { get; set; } = TryResult.Running;

    public ResultSource Source { get; set; }

    public Instant EndedAt { get; set; }

    public ImmutableArray<Model.Tries.Diagnosis> Causes { get; set; } = [];

    /// <summary>Until when Airflow's word is waited for; missing while nobody was asked.</summary>
    public Instant AirflowDueAt { get; set; }

    /// <summary>Airflow was asked and could not say.</summary>
    public bool AirflowIsSilent { get; set; }

    /// <summary>Something came in after it was closed.</summary>
    public bool IsStale { get; set; }

    /// <summary>What was last reported of it; null before that.</summary>
    public (TryResult Result, string Causes)? Reported { get; set; }

    /// <summary>Reports so far.</summary>
    public int Reports { get; set; }

    /// <summary>It goes on: in another pod, or because Airflow says that it will.</summary>
    public void Reopen()
    {
        IsClosed = false;
        IsStale = false;
        Result = TryResult.Running;
        Source = ResultSource.None;
        EndedAt = Instant.Missing;
        Causes = [];
        ForgetAnswer();
    }

    /// <summary>What Airflow said, or did not say, was said before this: it is to be asked again.</summary>
    public void ForgetAnswer()
    {
        AirflowDueAt = Instant.Missing;
        AirflowIsSilent = false;
    }
}
