// The kernel record (core/graph/kernel.h) as shaders see it; included by every kernel.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_KHR_shader_subgroup_basic : require

layout(local_size_x_id = 0, local_size_y = 1, local_size_z = 1) in;
// True on CPU devices, where a workgroup is exactly one subgroup: barriers fall away.
layout(constant_id = 1) const bool ONE_SUBGROUP = false;

#define LOCAL_SIZE gl_WorkGroupSize.x

layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Record {
    uvec2 address[24]; // operands: the inputs in order, then the outputs in order
    uint params[20];
    uint grid[3]; // units
    uint reserved;
};
layout(push_constant) uniform Push {
    Record record;
};

#define OPERAND(i) record.address[i]
#define PARAM_U(i) record.params[i]
#define PARAM_I(i) int(record.params[i])
#define PARAM_F(i) uintBitsToFloat(record.params[i])
#define GRID(i)    record.grid[i]

// What operands point to: FloatIn x = FloatIn(OPERAND(0)); x.v[i]
layout(buffer_reference, std430, buffer_reference_align = 4) readonly buffer FloatIn { float v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer FloatOut { float v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) readonly buffer IntIn { int v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer IntOut { int v[]; };

// for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE): right for any number of workgroups
#define FIRST_ELEMENT  gl_GlobalInvocationID.x
#define ELEMENT_STRIDE (gl_NumWorkGroups.x * LOCAL_SIZE)

// for (uint row = FIRST_ROW; row < n; row += ROW_STRIDE): one workgroup per row (or tile);
// for (uint i = LANE; i < d; i += LOCAL_SIZE): its invocations share the row
#define FIRST_ROW  gl_WorkGroupID.x
#define ROW_STRIDE gl_NumWorkGroups.x
#define LANE       gl_LocalInvocationID.x
