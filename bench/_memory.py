"""What a process holds while a benchmark runs."""

import threading

import psutil


class Memory:
    """What the process holds while the block runs: its peak, and by how much that is above
    what it held after the first tenth of a second in which it worked steadily.
    """

    def __init__(self) -> None:
        self.process = psutil.Process()
        self.samples: list[int] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            self.samples.append(self.process.memory_info().rss)

    def __enter__(self) -> "Memory":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    @property
    def peak(self) -> int:
        """The most it held."""
        return max(self.samples)

    @property
    def grown(self) -> int:
        """By how much the peak lies above that of the first tenth of the time."""
        first = max(self.samples[: max(1, len(self.samples) // 10)])
        return max(0, self.peak - first)
