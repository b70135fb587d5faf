using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Traces;

/// <summary>Takes in a trace, in order of time: what the branch of the agent that knows tasks takes in.</summary>
internal interface ITraceReader
{
    void Read(AttributedBatch flows);

    void Read(AttributedCalls calls);

    void Read(TaskFact fact);

    /// <summary>Every five simulated seconds.</summary>
    void Advance(Instant now);

    /// <summary>The agent is started again: what it had not saved is gone. Facts about what is there follow.</summary>
    void Restart(Instant now);
}
