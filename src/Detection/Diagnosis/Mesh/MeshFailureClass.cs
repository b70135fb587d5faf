using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>What a word of a mesh proxy means to a task.</summary>
/// <param name="Word">As the proxy spells it, every blank as <c>_</c>; what stands in front or behind of it does not matter.</param>
/// <param name="Cause">As which cause it counts when a task fails by it; <see cref="FailureCause.NoneSeen"/>: it is no trouble of a task.</param>
/// <param name="Because">The rest of a sentence that begins with "The call failed because".</param>
/// <param name="Mend">What to do about it, a whole sentence; empty for what is no trouble.</param>
internal sealed record MeshFailureClass(string Word, FailureCause Cause, RetryAdvice Retry, string Because, string Mend);

/// <summary>Why one call failed, and what the proxy told about it.</summary>
/// <param name="Told">Policy as <c>namespace/name</c>, reason of a token or certificate; empty when there is none. Text from the
/// network, bounded by the length of the call's fields.</param>
internal readonly record struct MeshFailure(MeshFailureClass Class, string Told);
