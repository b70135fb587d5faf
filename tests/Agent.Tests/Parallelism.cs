// Tests of running agents wait most of their time; one per processor would leave the machine idle.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
