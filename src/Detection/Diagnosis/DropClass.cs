using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>What a drop reason means to a task.</summary>
/// <param name="Cause">As which cause it counts when a task fails by it; <see cref="FailureCause.NoneSeen"/>: it is no trouble of a task.</param>
/// <param name="Because">The rest of a sentence that begins with "The packet was dropped because".</param>
/// <param name="Mend">What to do about it, a whole sentence; empty for what is no trouble.</param>
internal sealed record DropClass(DropReason Reason, FailureCause Cause, RetryAdvice Retry, string Because, string Mend);
