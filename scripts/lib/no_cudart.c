/* Stands in for CUDA's libcudart.so.12, so that libtorch_cpu.so loads on a machine without CUDA.
   Only its profiler would call these; each answers cudaErrorNoDevice. */

enum { NO_DEVICE = 100 };

int cudaGetDeviceCount(int *count) { *count = 0; return NO_DEVICE; }
const char *cudaGetErrorString(int error) { (void)error; return "CUDA is not in this libtorch"; }

#define ABSENT(name) int name(void) { return NO_DEVICE; }
ABSENT(cudaDriverGetVersion)
ABSENT(cudaGetDeviceProperties_v2)
ABSENT(cudaRuntimeGetVersion)
