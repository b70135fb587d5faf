using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Tries;

/// <summary>A branch of the data path that also takes in facts about tasks and the passing of time. All calls come from one thread
/// at a time, in the order in which things became known.</summary>
public interface ITaskObserver : IFlowConsumer
{
    void Observe(TaskFact fact);

    /// <summary>Time has come to <paramref name="now"/>: what was due until then is decided. Called at least once a second.</summary>
    void Advance(Instant now);

    /// <summary>Nothing more will come: what is still open is reported as it stands. Called once, last.</summary>
    void Finish(Instant now);
}
