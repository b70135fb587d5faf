namespace Windsock.Pipeline.Storage;

/// <summary>Whether a failure is worth saying: when its text is another one than the last. One thread at a time.</summary>
internal sealed class ChangedText
{
    private string _last = "";

    public bool IsNew(string text)
    {
        var isNew = text != _last;
        _last = text;
        return isNew;
    }

    /// <summary>It is over. True when there was a failure.</summary>
    public bool Clear()
    {
        var was = _last.Length > 0;
        _last = "";
        return was;
    }
}
