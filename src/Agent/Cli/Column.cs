using Spectre.Console;

namespace Windsock.Agent.Cli;

/// <summary>A column of a <see cref="ColumnTable"/>.</summary>
/// <param name="Cell">Text of a row; empty cells are fine, and a column that is empty everywhere is left out.</param>
internal sealed record Column<TRow>(string Title, Func<TRow, string> Cell, ColumnKind Kind)
{
    /// <summary>How a cell looks where colours are welcome.</summary>
    public Func<TRow, Style?> Look { get; init; } = static _ => null;
}

internal enum ColumnKind : byte
{
    /// <summary>Part of the row's name.</summary>
    Name,

    /// <summary>Aligned to the right, never broken.</summary>
    Number,

    /// <summary>A list that may be long; on a narrow terminal it goes below the name.</summary>
    Detail,

    /// <summary>Sentences: on a narrow terminal they are broken in their own column as long as there is room, and nothing else is.</summary>
    Prose,
}
