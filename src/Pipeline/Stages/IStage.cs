namespace Windsock.Pipeline.Stages;

/// <summary>Work that runs beside the data path for as long as that runs: started before it, stopped after it.</summary>
public interface IStage : IDisposable
{
    /// <summary>Unique among the parts of the data path.</summary>
    string Name { get; }

    /// <summary>Runs until <see cref="Complete"/> and everything accepted has ended, or until <see cref="Abort"/>.</summary>
    Task RunAsync();

    /// <summary>Nothing more will come.</summary>
    void Complete();

    /// <summary>The shutdown budget is spent: what is left is counted.</summary>
    void Abort();
}
