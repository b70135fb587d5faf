namespace Windsock.Model.Connections;

/// <summary>Takes in connections whose outcome stands. Called by one thread at a time; must not block or throw.</summary>
public interface IConnectionObserver
{
    void Observe(Connection connection);
}
