namespace Windsock.Evaluation.Scoring;

/// <summary>What a report is worth.</summary>
internal enum Verdict : byte
{
    /// <summary>An incident of its rule was going on with its subject.</summary>
    True,

    /// <summary>What it says is so, but it is not what the rule is measured by: counted neither for nor against.</summary>
    AlsoTrue,

    False,
}
