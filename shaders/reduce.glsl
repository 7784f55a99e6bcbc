// Sums and maxima over a workgroup, the same bits on every run. Include after record.glsl; call from
// uniform control flow (all invocations of the workgroup), the result is the same in all of them.
#extension GL_KHR_shader_subgroup_arithmetic : require

// One slot per subgroup; subgroups of less than 4 lanes do not exist.
shared float reduce_scratch[256];

float reduce_add(float x) {
    x = subgroupAdd(x);
    if (ONE_SUBGROUP || gl_NumSubgroups == 1) return x;
    barrier(); // the scratch of the last call has been read
    if (subgroupElect()) reduce_scratch[gl_SubgroupID] = x;
    barrier();
    float total = 0;
    for (uint i = 0; i < gl_NumSubgroups; i++) total += reduce_scratch[i];
    return total;
}

float reduce_max(float x) {
    x = subgroupMax(x);
    if (ONE_SUBGROUP || gl_NumSubgroups == 1) return x;
    barrier();
    if (subgroupElect()) reduce_scratch[gl_SubgroupID] = x;
    barrier();
    float largest = reduce_scratch[0];
    for (uint i = 1; i < gl_NumSubgroups; i++) largest = max(largest, reduce_scratch[i]);
    return largest;
}

// Waits until all invocations of the workgroup have written to shared memory.
void workgroup_barrier() {
    if (ONE_SUBGROUP) subgroupBarrier();
    else barrier();
}
