namespace Windsock.Model.Tries;

/// <summary>Is told of tries that have ended before they are reported, so that it may ask Airflow about them. Called by one thread
/// at a time; must not block or throw. What it learns comes back as <see cref="AirflowStateLearned"/>.</summary>
public interface IEndedTryObserver
{
    /// <param name="story">As far as it is known; its result may still be unknown.</param>
    void Ended(TryStory story);
}
