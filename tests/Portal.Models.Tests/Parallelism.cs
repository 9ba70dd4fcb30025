// libtorch uses every core by itself, and counts of live tensors need the process to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
