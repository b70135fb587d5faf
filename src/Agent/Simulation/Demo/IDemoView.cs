namespace Windsock.Agent.Simulation.Demo;

/// <summary>How a person sees the demonstration while it runs.</summary>
internal interface IDemoView
{
    /// <summary>Time between two frames.</summary>
    TimeSpan Interval { get; }

    /// <summary>Calls <paramref name="play"/> and shows the frames that it hands over, until it ends.</summary>
    Task ShowAsync(Func<Action<DemoFrame>, Task> play);
}
