using System.Collections.Immutable;
using Windsock.Evaluation.Traces;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Scoring;

/// <summary>Several who read one trace at the same time.</summary>
internal sealed class Audience(ImmutableArray<ITraceReader> readers) : ITraceReader
{
    public void Read(AttributedBatch flows)
    {
        foreach (var reader in readers)
        {
            reader.Read(flows);
        }
    }

    public void Read(AttributedCalls calls)
    {
        foreach (var reader in readers)
        {
            reader.Read(calls);
        }
    }

    public void Read(TaskFact fact)
    {
        foreach (var reader in readers)
        {
            reader.Read(fact);
        }
    }

    public void Advance(Instant now)
    {
        foreach (var reader in readers)
        {
            reader.Advance(now);
        }
    }

    public void Restart(Instant now)
    {
        foreach (var reader in readers)
        {
            reader.Restart(now);
        }
    }
}
