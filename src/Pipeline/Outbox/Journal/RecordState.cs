namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>What stands where a record is looked for.</summary>
internal enum RecordState : byte
{
    Whole,

    /// <summary>Nothing: the file ends here.</summary>
    End,

    /// <summary>The file ends within it, as after a loss of power while it was written.</summary>
    Torn,

    /// <summary>Something else, with more behind it.</summary>
    Corrupt,
}
