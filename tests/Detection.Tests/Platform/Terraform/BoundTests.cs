using Windsock.Detection.Platform.Terraform;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Terraform;

public sealed class BoundTests
{
    [Fact]
    public void Pods_without_end_take_bounded_room_and_those_that_live_stay()
    {
        var pods = new HolderPods();
        var living = LockScene.Run("alive");
        pods.Observe(new TaskPodSeen(SomePod.Running("alive"), living, SomePod.At(0)));
        for (var index = 0; index < 2 * HolderPods.MaxPods; index++)
        {
            pods.Observe(new TaskPodSeen(SomePod.Ended($"{index}", 0, index), LockScene.Run($"{index}"), SomePod.At(index)));
        }

        Assert.Equal(HolderPods.MaxPods, pods.Count);
        Assert.NotNull(pods.Find("alive"));
        Assert.Empty(pods.Named("pod-0"));
        Assert.Single(pods.Named($"pod-{(2 * HolderPods.MaxPods) - 1}"));
    }

    [Fact]
    public void States_without_end_take_bounded_room_and_those_that_are_locked_stay()
    {
        var book = new StateBook();
        book.Open(new StateName("airflow", "tfstate-default-held"), SomePod.At(0)).See(new StateLock("airflow", "lock-tfstate-default-held", "default", "held", "lock-1", null), SomePod.At(0));
        for (var index = 0; index < StateBook.MaxStates + 100; index++)
        {
            book.Open(new StateName("airflow", $"tfstate-default-{index}"), SomePod.At(index));
        }

        Assert.Equal(StateBook.MaxStates, book.All.Count());
        Assert.NotNull(book.Find(new StateName("airflow", "tfstate-default-held")));
    }

    [Fact]
    public void Requests_without_end_take_bounded_room()
    {
        var state = new StateRecord(new StateName("airflow", "tfstate-default-network"));
        for (var index = 0; index < 5_000; index++)
        {
            state.Add(new LeaseAccess(SomePod.At(5_000 - index), $"{index}", LeaseUse.Look, "a", null));
        }

        Assert.InRange(state.Accesses.Count, 1, 1_024);
        Assert.Equal(state.Accesses.Order(), state.Accesses);
    }

    [Fact]
    public void A_name_that_only_begins_like_a_Lease_of_Terraforms_breaks_nothing()
    {
        var scene = new LockScene();
        scene.Tell(new StateLockSeen(new StateLock("airflow", "x", "default", "network", "lock-1", null), SomePod.At(1)));
        scene.Tell(new StateLockSeen(new StateLock("airflow", "lock-", "", "", "lock-1", null), SomePod.At(1)));
        scene.Tell(new StateLockSeen(new StateLock("airflow", "lock-tfstate-", "", "", "lock-1", null), SomePod.At(1)));
        scene.Tell(new StateLockGone("airflow", "lock-tfstate-never-seen", SomePod.At(1)));

        Assert.Empty(scene.Until(200).Moments);
    }
}
