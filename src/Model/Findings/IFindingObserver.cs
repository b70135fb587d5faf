namespace Windsock.Model.Findings;

/// <summary>Is told what rules find, and what they looked at and found in order. Called by one thread at a time; must not block or
/// throw.</summary>
public interface IFindingObserver
{
    void Observe(Finding finding);

    /// <summary>Only for what is well known: never after a try whose evidence has a gap.</summary>
    void Observe(AllClear clear);
}
