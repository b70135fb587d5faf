namespace Windsock.Model.Platform;

/// <summary>Is told what tasks do to the platform, once it is understood. Called by one thread at a time; must not block or throw.</summary>
public interface IPlatformObserver
{
    /// <summary>Once for every action that a source told, of tasks and of others.</summary>
    void Observe(AttributedAction action);

    /// <summary>Something came about in the platform that more than one event showed.</summary>
    void Observe(PlatformMoment moment);

    /// <summary>A source may have missed something. Nothing is done by default.</summary>
    void Observe(PlatformGap gap)
    {
    }
}
