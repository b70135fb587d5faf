using System.Globalization;
using System.Text;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Reads what the holder of a lock wrote about itself: the JSON that Terraform's <c>statemgr.LockInfo</c> is written as
/// (<c>ID</c>, <c>Operation</c>, <c>Info</c>, <c>Who</c>, <c>Version</c>, <c>Created</c>, <c>Path</c>), of which <c>Info</c> and <c>Path</c> are not kept.</summary>
internal static class LockInfoReader
{
    /// <summary>No id, name or version comes near it.</summary>
    private const int MaxText = 512;

    /// <returns>Null for what is no such JSON.</returns>
    public static StateLockHolder? Read(string json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), FieldReader.Options);
            return Read(ref reader);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    /// <summary>One line without control characters, and bounded.</summary>
    public static string Fit(string text)
    {
        var kept = text.Length <= MaxText ? text : text[..MaxText];
        return kept.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? kept
            : string.Concat(kept.EnumerateRunes().Select(rune => IsPlain(rune) ? rune.ToString() : " "));
    }

    private static StateLockHolder? Read(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var holder = new StateLockHolder("", "", "", "", default);
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("ID"u8))
            {
                holder = holder with { Id = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("Operation"u8))
            {
                holder = holder with { Operation = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("Who"u8))
            {
                holder = holder with { Who = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("Version"u8))
            {
                holder = holder with { Version = Text(ref reader) };
            }
            else if (reader.ValueTextEquals("Created"u8))
            {
                holder = holder with { CreatedAt = FieldReader.Time(ref reader) };
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return holder;
    }

    private static string Text(ref Utf8JsonReader reader) => Fit(FieldReader.Text(ref reader));

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
