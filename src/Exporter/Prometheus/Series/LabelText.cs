namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Label values from the network, made fit to be a key: two texts that would look alike in the output must be one
/// series, so this happens before the look-up and not when writing.</summary>
internal static class LabelText
{
    /// <summary>Longest label value, in UTF-16 units. Airflow's own ids end at 250, Kubernetes names at 253; longer text is cut.</summary>
    public const int MaxLength = 253;

    /// <summary>What takes the place of a value when a budget is spent.</summary>
    public const string Other = "_other";

    /// <summary>The text itself when it is fit already.</summary>
    public static string Clean(string text)
    {
        if (text.Length <= MaxLength && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var length = Math.Min(text.Length, MaxLength);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return string.Create(length, text, static (cleaned, source) =>
        {
            source.AsSpan(0, cleaned.Length).CopyTo(cleaned);
            for (var i = 0; i < cleaned.Length; i++)
            {
                if (i + 1 < cleaned.Length && char.IsSurrogatePair(cleaned[i], cleaned[i + 1]))
                {
                    i++;
                }
                else if (char.IsSurrogate(cleaned[i]))
                {
                    cleaned[i] = '\uFFFD';
                }
            }
        });
    }
}
