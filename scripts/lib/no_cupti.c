/* Stands in for CUDA's libcupti.so.12, so that libtorch_cpu.so loads on a machine without CUDA.
   Only its profiler would call these; each answers CUPTI_ERROR_NOT_INITIALIZED. */

enum { NOT_INITIALIZED = 15 };

int cuptiGetResultString(int result, const char **text)
{
    (void)result;
    *text = "CUDA is not in this libtorch";
    return 0;
}

#define ABSENT(name) int name(void) { return NOT_INITIALIZED; }
ABSENT(cuptiActivityDisable)
ABSENT(cuptiActivityEnable)
ABSENT(cuptiActivityFlushAll)
ABSENT(cuptiActivityGetNextRecord)
ABSENT(cuptiActivityGetNumDroppedRecords)
ABSENT(cuptiActivityPopExternalCorrelationId)
ABSENT(cuptiActivityPushExternalCorrelationId)
ABSENT(cuptiActivityRegisterCallbacks)
ABSENT(cuptiActivitySetAttribute)
ABSENT(cuptiEnableCallback)
ABSENT(cuptiEnableDomain)
ABSENT(cuptiEventGetAttribute)
ABSENT(cuptiEventGetIdFromName)
ABSENT(cuptiEventGroupGetAttribute)
ABSENT(cuptiEventGroupReadEvent)
ABSENT(cuptiEventGroupSetAttribute)
ABSENT(cuptiEventGroupSetDisable)
ABSENT(cuptiEventGroupSetEnable)
ABSENT(cuptiEventGroupSetsCreate)
ABSENT(cuptiEventGroupSetsDestroy)
ABSENT(cuptiFinalize)
ABSENT(cuptiGetDeviceId)
ABSENT(cuptiGetVersion)
ABSENT(cuptiMetricEnumEvents)
ABSENT(cuptiMetricGetAttribute)
ABSENT(cuptiMetricGetIdFromName)
ABSENT(cuptiMetricGetNumEvents)
ABSENT(cuptiMetricGetValue)
ABSENT(cuptiSetEventCollectionMode)
ABSENT(cuptiSubscribe)
ABSENT(cuptiUnsubscribe)
