namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Takes out of a URL what may hold secrets: user information, query and fragment.</summary>
internal static class HttpUrl
{
    /// <summary>The parts to keep, one behind the other: <c>https://</c> and <c>host/path</c> of
    /// <c>https://user:password@host/path?query#fragment</c>. Without user information the second is empty.</summary>
    public static void Split(ReadOnlySpan<byte> url, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> tail)
    {
        var start = 0;
        var scheme = url.IndexOf("//"u8);
        if (scheme >= 0 && !url[..scheme].ContainsAny("/?#"u8))
        {
            start = scheme + 2;
        }

        // A path never starts with user information; an authority without scheme ("user:pw@host:443") may.
        var authorityLength = url[start..].IndexOfAny("/?#"u8);
        var authority = authorityLength < 0 ? url[start..] : url.Slice(start, authorityLength);
        var at = authority.LastIndexOf((byte)'@');

        var end = url[start..].IndexOfAny("?#"u8);
        var kept = end < 0 ? url : url[..(start + end)];
        head = at < 0 ? kept : kept[..start];
        tail = at < 0 ? default : kept[(start + at + 1)..];
    }
}
