"""Times a step and prints what the comparison reads: one `name value` line per figure."""

import platform
import resource
import time

import torch

WARM_UP = 0.25  # share of the time that runs before the clock starts


def steps(step, seconds, units=1):
    """Calls `step` for about `seconds` of CPU time and reports its units of work per second."""
    repeat(step, WARM_UP * seconds)
    count, cpu, wall = repeat(step, seconds)
    report("per_cpu_second", units * count / cpu)
    report("per_second", units * count / wall)
    report("peak_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def repeat(step, seconds):
    count, cpu, wall = 0, time.process_time(), time.perf_counter()
    while count == 0 or time.process_time() - cpu < seconds:
        step()
        count += 1
    return count, time.process_time() - cpu, time.perf_counter() - wall


def versions():
    """What the figures depend on."""
    report("python", platform.python_version())
    report("torch", torch.__version__)
    report("kernels", capability("CPU capability usage:"))
    report("blas", "MKL" if torch.backends.mkl.is_available() else openblas())
    report("onednn", torch.backends.mkldnn.is_available())


def report(name, value):
    print(name, f"{value:.6g}" if isinstance(value, float) else value)


def capability(key):
    lines = (line.strip(" -") for line in torch.__config__.show().splitlines())
    return next((line[len(key):].strip() for line in lines if line.startswith(key)), "unknown")


def openblas():
    """OpenBLAS names itself through the symbols of this process; another generic BLAS does not."""
    import ctypes

    try:
        config = ctypes.CDLL("libblas.so.3").openblas_get_config
    except (OSError, AttributeError):
        return "generic"
    config.restype = ctypes.c_char_p
    return config().decode().strip()


if __name__ == "__main__":
    versions()
