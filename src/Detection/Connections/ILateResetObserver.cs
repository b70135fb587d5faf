namespace Windsock.Detection.Connections;

/// <summary>Takes in resets of connections whose outcome had been said. Called by one thread at a time; must not block or throw.</summary>
internal interface ILateResetObserver
{
    void Observe(in LateReset reset);
}
