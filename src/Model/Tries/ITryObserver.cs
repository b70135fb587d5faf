namespace Windsock.Model.Tries;

/// <summary>Takes in the stories of tries that have ended. Called by one thread at a time; must not block or throw.</summary>
public interface ITryObserver
{
    void Observe(TryStory story);
}
