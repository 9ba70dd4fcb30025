// The number of live tensors is counted per process: a second test at the same time would change it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
